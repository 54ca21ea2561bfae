"""Views of the desk: fetch through a door, read a form, call a verb, answer."""
