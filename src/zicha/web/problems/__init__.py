"""Problems and what is done about them (问题整改)."""
