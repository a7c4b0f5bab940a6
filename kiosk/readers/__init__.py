"""Card and code readers: bytes from a port become reads. Sans-I/O decoders, a pump per reader, one file for ports."""
