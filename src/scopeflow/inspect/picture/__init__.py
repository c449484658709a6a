"""Pictures of graphs: a page for a browser, an SVG for papers, a view in a notebook."""
