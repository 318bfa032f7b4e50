"""Files in → accepted rows + bad cells + counts that add up (读取与核对)."""
