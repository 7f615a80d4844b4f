"""The page on which a person lets a device in, where no frontend has one."""
