"""The study plan: what to do on which day, from the course's content, a learner's profile and what is done already."""
