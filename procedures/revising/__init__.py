"""After a resolution of the People's Council: the same change in the fees of many procedures at once."""
