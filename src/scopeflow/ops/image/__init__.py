"""Images: resizing, cropping, colours, boxes, and the formats of image files."""
