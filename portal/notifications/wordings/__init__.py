"""The words of messages: what kinds there are, what an administrator wrote, what is checked before it is used."""
