"""Authority on what is published: the course's model made into executed notebooks, staged pages and the site."""
