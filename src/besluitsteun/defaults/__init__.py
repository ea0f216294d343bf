"""Facts and defaults that ship with the program, as data with their source."""
