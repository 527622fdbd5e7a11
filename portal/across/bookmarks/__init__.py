"""What a member keeps for herself: bookmarks with a private note and a day to be reminded."""
