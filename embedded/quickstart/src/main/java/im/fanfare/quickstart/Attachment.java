package im.fanfare.quickstart;

/** How a service attaches to a host server: its own address, and the host server's door for components. */
record Attachment(String service, String host, int port, String secret) {}
