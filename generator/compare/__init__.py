"""Do two detections match the same events? A sound verdict, with events that prove it."""
