"""Facts about the world, bundled with their versions."""
