internal import ALSAAudio
internal import Canvas
internal import Console
internal import CursesTerminal
internal import Foundation
internal import V4LCamera

/// `devices` and `doctor`: what this machine has.
public enum DeviceCommands {
    /// Prints sources and sinks, one a line, as --camera, --microphone and --speaker take them.
    public static func list() {
        for camera in V4LDevices.list() {
            Self.print("camera", "v4l2:\(camera.path)", camera.name)
        }
        Self.print("camera", "pattern", "a moving test picture")
        let sound = (try? ALSADevices.list()) ?? []  // Without ALSA there are none.
        for device in sound where device.canCapture {
            Self.print("microphone", "alsa:\(device.name)", device.description)
        }
        Self.print("microphone", "tone", "a tone with pauses")
        for device in sound where device.canPlay {
            Self.print("speaker", "alsa:\(device.name)", device.description)
        }
    }

    /// Says what is here and how to get what is missing; never fails for something optional.
    public static func doctor() {
        let environment = ProcessInfo.processInfo.environment
        if let obstacle = CursesTerminal.obstacle(environment: environment) {
            Self.report("terminal", "lines of text only: \(obstacle.description)")
        } else {
            let colors = environment["COLORTERM"] ?? "not set"
            Self.report(
                "terminal",
                "\(environment["TERM"] ?? ""), COLORTERM \(colors): a screen is possible")
            for ability in CursesTerminal.abilities(environment) {
                Self.report(ability.name, ability.words)
            }
            Self.report("focus", Self.focus(environment))
            let tool = LocalDesk.clipboardTool(environment)
            Self.report("clipboard", "the terminal's" + (tool.map { " and \($0.path)" } ?? ""))
        }
        let language = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
        let isUnicode = language.lowercased().contains("utf")
        Self.report(
            "locale", isUnicode ? language : "not UTF-8: try LANG=C.UTF-8")
        let cameras = V4LDevices.list()
        Self.report(
            "camera",
            cameras.isEmpty
                ? "none; use --camera pattern or --camera file:clip.y4m"
                : "\(cameras.count) found")
        let sound = (try? ALSADevices.list()) ?? []  // Without ALSA there are none.
        Self.report(
            "microphone",
            sound.contains { $0.canCapture }
                ? "found" : "none; use --microphone tone or --microphone file:speech.wav")
        Self.report(
            "speaker",
            sound.contains { $0.canPlay } ? "found" : "none; use --speaker file:heard.wav")
    }

    /// Whether the terminal tells who has the keyboard: what was read and when to ring hang on it.
    private static func focus(_ environment: [String: String]) -> String {
        guard CursesTerminal.isInsideTmux(environment) else { return "as the terminal tells" }
        let answer = LocalDesk.output(
            of: "tmux", ["show-options", "-gv", "focus-events"], environment)
        return answer?.hasPrefix("on") == true
            ? "tmux tells" : "tmux does not tell: tmux set -g focus-events on"
    }

    private static func print(_ role: String, _ name: String, _ description: String) {
        let words = Sanitized(remote: description).text
        Console.print("\(role)\t\(Sanitized(remote: name).text)\t\(words)")
    }

    private static func report(_ what: String, _ finding: String) {
        Console.print("\(what): \(Sanitized(remote: finding).text)")
    }
}
