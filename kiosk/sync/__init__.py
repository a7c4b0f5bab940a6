"""The courier: carries facts to the server and changes back. Nothing on the way of a tap waits for it."""
