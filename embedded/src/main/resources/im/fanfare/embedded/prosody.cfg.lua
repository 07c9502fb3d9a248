-- Loopback only, for tests and the quickstart: passwords are stored and sent in plain text.
data_path = "@DIR@/data"
log = { info = "*console" }
run_as_root = @RUN_AS_ROOT@

interfaces = { "127.0.0.1" }
c2s_ports = { @CLIENT_PORT@ }
c2s_direct_tls_ports = {}
component_interfaces = { "127.0.0.1" }
component_ports = { @COMPONENT_PORT@ }
component_stanza_size_limit = 10485760

http_interfaces = { "127.0.0.1" }
http_ports = { @WEB_PORT@ }
https_ports = {}
http_default_host = "localhost"
consider_websocket_secure = true

modules_enabled = { "saslauth", "roster", "disco", "ping", "carbons", "register" }
modules_disabled = { "s2s", "offline", "tls" }
network_settings = { nagle = false }
-- The default collector falls behind when many notifications are queued.
gc = { mode = "generational" }

storage = "internal"
authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
allow_registration = true

VirtualHost "localhost"
@WEB@
@COMPONENTS@
