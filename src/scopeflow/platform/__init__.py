"""What a program needs around its graphs: logging, flags, `app.run`, files beside the code, devices."""
