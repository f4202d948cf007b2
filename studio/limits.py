"""How much a stranger may ask for when the studio is public. At home there are no such limits."""

PUBLIC_SECONDS = 60.0
PUBLIC_FRAMES = 15_000
"""Of a motion; 60 seconds at up to 250 a second."""
PUBLIC_PIXELS = 1280 * 720
PUBLIC_FILE_BYTES = 60_000_000
PUBLIC_UPLOADED_BYTES = 300_000_000
"""Of all that one stranger brought, as long as the visit lasts."""
HOME_FILE_BYTES = 4_000_000_000
PUBLIC_LETTERS = 1_000
