"""Health: what is wrong with a source or the machine, said until it is mended."""
