"""Voices as files: packs of clips, the microphone that makes them, and the synthesiser for what nobody recorded."""
