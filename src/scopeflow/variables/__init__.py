"""Variables: the public face, its ref and resource flavours, initializers, and the functions around them."""
