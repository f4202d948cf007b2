"""The tabs of the page. Each module draws its three parts, Material, Stage and Make, and wires them to the studio."""
