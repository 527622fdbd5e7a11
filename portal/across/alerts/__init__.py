"""What members hear of: whom they follow, what they are told, and when."""
