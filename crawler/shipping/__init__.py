"""How and where goods are sent, as far as a listing says so."""
