"""How the data are read: functions (reading, question) → Dataset or row. None knows how its answer is written."""
