"""Files that ``besluitsteun nieuw`` starts a study from."""
