"""What came over the wire, kept so that it stands up."""
