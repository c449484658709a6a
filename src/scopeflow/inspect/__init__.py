"""What a graph tells about itself: explanations, pictures, tables."""
