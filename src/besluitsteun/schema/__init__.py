"""What a file may say: frozen records with Dutch keys. No arithmetic, no reading of files."""
