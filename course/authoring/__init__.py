"""What an author starts from: new folders and files filled in from what is already written down elsewhere."""
