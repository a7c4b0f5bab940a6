"""The pages behind the login, one module a subject. They read forms, call the modules beside this folder, and show."""
