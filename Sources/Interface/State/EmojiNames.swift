/// Emoji by the names that chat programs share (the `gemoji` short codes), those that people write.
enum EmojiNames {
    static let all: [(name: String, emoji: String)] = table.split(separator: " ").compactMap {
        let parts = $0.split(separator: ":")
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    private static let table = """
        +1:👍 -1:👎 100:💯 airplane:✈️ alarm_clock:⏰ angry:😠 apple:🍎 astonished:😲 baby:👶 balloon:🎈 \
        bear:🐻 beer:🍺 beers:🍻 bell:🔔 bike:🚲 birthday:🎂 blush:😊 boom:💥 book:📖 broken_heart:💔 \
        bug:🐛 bulb:💡 bus:🚌 cake:🍰 calendar:📅 camera:📷 car:🚗 cat:🐱 chart:📈 cheese:🧀 \
        cherry_blossom:🌸 chocolate_bar:🍫 clap:👏 clipboard:📋 cloud:☁️ clown_face:🤡 coffee:☕ \
        cold_sweat:😰 computer:💻 confetti_ball:🎊 confused:😕 construction:🚧 cookie:🍪 cool:🆒 crab:🦀 \
        crossed_fingers:🤞 cry:😢 dancer:💃 dash:💨 disappointed:😞 dog:🐶 dolphin:🐬 earth:🌍 \
        egg:🥚 elephant:🐘 email:📧 exclamation:❗ exploding_head:🤯 eyes:👀 face_palm:🤦 fire:🔥 \
        fireworks:🎆 fish:🐟 flag:🚩 flushed:😳 four_leaf_clover:🍀 fox_face:🦊 ghost:👻 gift:🎁 \
        globe:🌐 goat:🐐 gear:⚙️ green_heart:💚 grin:😁 grinning:😀 guitar:🎸 hammer:🔨 hammer_and_wrench:🛠️ \
        handshake:🤝 heart:❤️ heart_eyes:😍 heavy_check_mark:✔️ hedgehog:🦔 hotdog:🌭 hourglass:⌛ \
        house:🏠 hugs:🤗 hundred:💯 icecream:🍦 information_source:ℹ️ innocent:😇 joy:😂 key:🔑 kiss:😘 \
        laughing:😆 leaves:🍃 lemon:🍋 lightning:⚡ link:🔗 lion:🦁 lock:🔒 mag:🔍 mask:😷 mega:📣 \
        memo:📝 microphone:🎤 money_mouth_face:🤑 moneybag:💰 monkey:🐒 moon:🌙 mountain:⛰️ mouse:🐭 \
        muscle:💪 musical_note:🎵 nerd_face:🤓 neutral_face:😐 no_entry:⛔ ocean:🌊 octopus:🐙 ok:🆗 \
        ok_hand:👌 open_mouth:😮 owl:🦉 package:📦 palm_tree:🌴 panda:🐼 paperclip:📎 party:🥳 peach:🍑 \
        pencil:✏️ penguin:🐧 pensive:😔 phone:☎️ pig:🐷 pill:💊 pineapple:🍍 pizza:🍕 point_down:👇 \
        point_left:👈 point_right:👉 point_up:☝️ popcorn:🍿 pray:🙏 pushpin:📌 question:❓ rabbit:🐰 \
        rage:😡 rainbow:🌈 raised_hand:✋ raised_hands:🙌 recycle:♻️ relieved:😌 ring:💍 robot:🤖 \
        rocket:🚀 rofl:🤣 rose:🌹 roll_eyes:🙄 sailboat:⛵ santa:🎅 scream:😱 see_no_evil:🙈 seedling:🌱 \
        shield:🛡️ ship:🚢 shrug:🤷 skull:💀 sleeping:😴 slightly_smiling_face:🙂 smile:😄 smiley:😃 \
        smirk:😏 snail:🐌 snake:🐍 snowflake:❄️ snowman:⛄ sob:😭 sparkles:✨ speech_balloon:💬 spider:🕷️ \
        star:⭐ star_struck:🤩 stop_sign:🛑 strawberry:🍓 stuck_out_tongue:😛 sun:☀️ sunglasses:😎 \
        sunflower:🌻 sweat:😓 sweat_smile:😅 tada:🎉 taxi:🚕 tea:🍵 thinking:🤔 thumbsdown:👎 \
        thumbsup:👍 tiger:🐯 tired_face:😫 tomato:🍅 toolbox:🧰 traffic_light:🚥 train:🚆 tree:🌳 \
        trophy:🏆 tulip:🌷 turtle:🐢 umbrella:☔ unicorn:🦄 unlock:🔓 upside_down_face:🙃 v:✌️ \
        vulcan_salute:🖖 warning:⚠️ wastebasket:🗑️ watermelon:🍉 wave:👋 weary:😩 whale:🐳 \
        white_check_mark:✅ wine_glass:🍷 wink:😉 worried:😟 wrench:🔧 x:❌ yellow_heart:💛 yum:😋 \
        zap:⚡ zipper_mouth_face:🤐 zzz:💤
        """
}
