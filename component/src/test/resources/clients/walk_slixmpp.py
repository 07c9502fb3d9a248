"""What slixmpp makes of the service. Prints it as JSON, or ends with another status than 0.

walk_slixmpp.py PORT USER SERVICE NODE THOUSANDS GUARDED
  USER       logs in at localhost, with the name for password
  NODE       is created
  THOUSANDS  is a node with many items, to page through
  GUARDED    is a node of USER's, at which a request to subscribe waits
"""
import asyncio
import json
import sys

from slixmpp import ClientXMPP
from slixmpp.exceptions import IqError
from slixmpp.plugins.xep_0059 import Set
from slixmpp.plugins.xep_0060.stanza import Pubsub
from slixmpp.xmlstream import ET, register_stanza_plugin
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

PATIENCE = 60
port, user, service, node, thousands, guarded = sys.argv[1:]
NODE_CONFIG = "http://jabber.org/protocol/pubsub#node_config"


class Walk(ClientXMPP):
    def __init__(self):
        super().__init__(user + "@localhost/slixmpp", user)
        for plugin in ("0004", "0030", "0050", "0059", "0060", "0092", "0199", "0313"):
            self.register_plugin("xep_" + plugin)
        self["feature_mechanisms"].unencrypted_plain = True
        register_stanza_plugin(Pubsub, Set)  # it pages through items, once it is told where the set is
        self.pubsub = self["xep_0060"]
        self.online = asyncio.Event()
        self.published = asyncio.Queue()
        self.retracted = asyncio.Queue()
        self.requests = asyncio.Queue()
        self.add_event_handler("session_start", self.start)
        self.add_event_handler("pubsub_publish", self.published.put_nowait)
        self.add_event_handler("pubsub_retract", self.retracted.put_nowait)
        self.add_event_handler("message_xform", self.requests.put_nowait)

    async def start(self, _):
        self.send_presence()
        await self.get_roster()
        self.online.set()

    async def finds(self):
        info = (await self["xep_0030"].get_info(service))["disco_info"]
        version = await self["xep_0092"].get_version(service)
        return {
            "identities": sorted(kind[0] + "/" + kind[1] for kind in info["identities"]),
            "archives": "urn:xmpp:mam:2" in info["features"],
            "version": version["software_version"]["name"],
            "pings": await self["xep_0199"].ping(service) > 0,
        }

    async def configures(self):
        wanted = self["xep_0004"].make_form("submit")
        wanted.add_field(var="FORM_TYPE", ftype="hidden", value=NODE_CONFIG)
        wanted.add_field(var="pubsub#title", value="Princely Musings")
        await self.pubsub.create_node(service, node, config=wanted)
        form = (await self.pubsub.get_node_config(service, node))["pubsub_owner"]["configure"]["form"]
        form["type"] = "submit"
        form.set_values({"pubsub#max_items": "7"})
        await self.pubsub.set_node_config(service, node, form)
        changed = (await self.pubsub.get_node_config(service, node))["pubsub_owner"]["configure"]["form"]
        values = changed.get_values()
        return {
            "title": values["pubsub#title"],
            "max_items": values["pubsub#max_items"],
            "access_models": [
                option["value"] for option in changed.get_fields()["pubsub#access_model"]["options"]
            ],
        }

    async def publishes(self):
        subscription = await self.pubsub.subscribe(service, node)
        for number in range(5):
            entry = ET.fromstring(
                "<entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy %d</title></entry>" % number
            )
            await self.pubsub.publish(service, node, id="item%d" % number, payload=entry)
        told = [await self.published.get() for _ in range(5)]
        await self.pubsub.retract(service, node, "item0", notify="true")
        gone = await self.retracted.get()
        return {
            "subscription": subscription["pubsub"]["subscription"]["subscription"],
            "told": [item["id"] for message in told for item in message["pubsub_event"]["items"]],
            "payloads": [
                item["payload"].findtext("{http://www.w3.org/2005/Atom}title")
                for message in told
                for item in message["pubsub_event"]["items"]
            ],
            "retracted": [item["id"] for item in gone["pubsub_event"]["items"]],
        }

    async def pages(self):
        query = self.Iq(sto=service, stype="get")
        query["pubsub"]["items"]["node"] = thousands
        ids = []
        pages = 0
        async for page in self["xep_0059"].iterate(query, "pubsub", amount=500):
            ids += [item["id"] for item in page["pubsub"]["items"]]
            total = page["pubsub"]["rsm"]["count"]
            pages += 1
        return {"pages": pages, "count": int(total), "ids": ids}

    async def looks_back(self):
        """Without the plugin's own queries: they name no node (XEP-0442)."""
        query = self.make_iq_set(ito=service)
        query["mam"].xml.set("node", node)
        found = []
        self.register_handler(
            Callback("of the archive", MatchXPath("{jabber:client}message/{urn:xmpp:mam:2}result"), found.append)
        )
        pages = 0
        async for page in self["xep_0059"].iterate(query, "mam", amount=2, recv_interface="mam_fin"):
            pages += 1
            if page["mam_fin"].xml.get("complete") == "true":
                break
        forwarded = [message["mam_result"]["forwarded"] for message in found]
        return {
            "pages": pages,
            "items": [
                item["id"] for message in forwarded for item in message["stanza"]["pubsub_event"]["items"]
            ],
            "stamped": all(message["delay"]["stamp"] for message in forwarded),
        }

    async def commands(self):
        command = "http://jabber.org/protocol/pubsub#get-pending"
        listed = (await self["xep_0050"].get_commands(service))["disco_items"]["items"]
        begun = (await self["xep_0050"].send_command(service, command))["command"]
        form = begun["form"]
        offered = [option["value"] for option in form.get_fields()["pubsub#node"]["options"]]
        form["type"] = "submit"
        form.set_values({"pubsub#node": guarded})
        done = await self["xep_0050"].send_command(
            service, command, action="complete", payload=form, sessionid=begun["sessionid"]
        )
        request = (await self.requests.get())["form"]
        values = request.get_values()
        request["type"] = "submit"
        request.set_values({"pubsub#allow": True})
        answer = self.make_message(service)
        answer.append(request)
        answer.send()
        return {
            "listed": [name for _, name, _ in listed],
            "status": [begun["status"], done["command"]["status"]],
            "offered": offered,
            "asks": values["pubsub#subscriber_jid"],
        }

    async def administers(self):
        """USER is an administrator."""

        async def has_done(command, field, value):
            form = self["xep_0004"].make_form("submit")
            form.add_field(var=field, value=value)
            name = "im.fanfare.admin#" + command
            return (await self["xep_0050"].send_command(service, name, payload=form))["command"]

        nodes = await has_done("user-nodes", "accountjid", self.boundjid.bare)
        deleted = await has_done("delete-node", "node", node)
        return {"owns": nodes["form"].get_values()["owner"].split("\n"), "deleted": deleted["status"]}

    async def is_refused(self):
        try:
            await self.pubsub.create_node(service, node)
        except IqError as error:
            return error.condition
        return "nothing"

    async def walk(self):
        await self.online.wait()
        return {
            "finds": await self.finds(),
            "configures": await self.configures(),
            "publishes": await self.publishes(),
            "pages": await self.pages(),
            "looks_back": await self.looks_back(),
            "commands": await self.commands(),
            "is_refused": await self.is_refused(),
            "administers": await self.administers(),
        }


client = Walk()
client.connect(("127.0.0.1", int(port)), force_starttls=False, disable_starttls=True)
print(json.dumps(client.loop.run_until_complete(asyncio.wait_for(client.walk(), PATIENCE))))
client.loop.run_until_complete(client.disconnect())
