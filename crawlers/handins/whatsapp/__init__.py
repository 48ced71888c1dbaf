"""WhatsApp chats as the phone exports them: one text file, often in a ZIP with the media of the chat."""
