"""Many people at once while the portal's processes are killed: nothing acknowledged may be lost, nothing done twice."""
