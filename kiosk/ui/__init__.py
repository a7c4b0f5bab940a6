"""What the resident sees, touches and hears: pages drawn by Kivy. Importing this package opens no window."""
