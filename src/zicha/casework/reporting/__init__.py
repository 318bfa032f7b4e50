"""What people add to the report, and its versions on their way to the recipients (报告编写、定稿、签章、报送)."""
