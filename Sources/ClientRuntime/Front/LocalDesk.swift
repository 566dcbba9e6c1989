internal import Canvas
internal import Foundation
internal import Interface
internal import SecureSockets
internal import Units

/// What the interface wants of this machine rather than of the server.
struct LocalDesk {
    private let settings: ScreenSettings
    private let environment: [String: String]
    /// Nil if the person has none.
    private let alertCommand: AlertCommand?

    /// - Parameter tell: takes what there is to say later, on any thread.
    init(
        _ settings: ScreenSettings, environment: [String: String],
        tell: @escaping @Sendable (Message) -> Void,
    ) {
        self.settings = settings
        self.environment = environment
        self.alertCommand = settings.alertCommand.map {
            AlertCommand($0, environment: environment, tell: tell)
        }
    }

    /// Does it, and says what came of it; nil for what nobody has to be told.
    func perform(_ effect: Effect) -> Message? {
        switch effect {
        case .saveSettings(let changes): return self.save(changes)
        case .keep(let line):
            do throws(Failure) { try self.settings.lines.append(line) } catch {
                return .notice(.error, "\(error.message); /set line_history none keeps no lines")
            }
            return nil
        case .browse(let link): return self.browse(link.target)
        case .alert(let alert):
            self.alertCommand?.run(alert, at: .now)
            return nil
        default: return nil
        }
    }

    private func save(_ changes: SettingChanges) -> Message {
        do throws(Failure) {
            try SettingsFile.save(changes, to: self.settings.file)
            return .settingsSaved(file: self.settings.file)
        } catch {
            return .notice(.error, error.message)
        }
    }

    private func browse(_ address: String) -> Message? {
        guard let program = self.settings.linkCommand.first else { return nil }
        guard let path = Self.path(of: program, self.environment) else {
            return .notice(.error, "there is no program '\(program)' to open links with")
        }
        Self.start(path, Array(self.settings.linkCommand.dropFirst()) + [address], input: nil)
        return nil
    }

    /// Gives lines to the desktop's clipboard too, on the machine that has the desktop: not every
    /// terminal takes them, and none says so.
    func copy(_ lines: [Sanitized]) {
        guard let tool = Self.clipboardTool(self.environment) else { return }
        let text = lines.map(\.text).joined(separator: "\n")
        Self.start(tool.path, tool.arguments, input: text)
    }

    /// What gives text to the desktop's clipboard; nil on a machine that is reached over ssh.
    static func clipboardTool(
        _ environment: [String: String]
    ) -> (path: String, arguments: [String])? {
        func has(_ variable: String) -> Bool { environment[variable]?.isEmpty == false }
        guard !["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].contains(where: has) else { return nil }
        let tools: [(variable: String, program: String, arguments: [String])] = [
            ("WAYLAND_DISPLAY", "wl-copy", []), ("DISPLAY", "xclip", ["-selection", "clipboard"]),
        ]
        for tool in tools where has(tool.variable) {
            if let path = Self.path(of: tool.program, environment) { return (path, tool.arguments) }
        }
        return nil
    }

    /// What a program prints; nil if it can't be run or fails.
    static func output(
        of program: String, _ arguments: [String], _ environment: [String: String],
    ) -> String? {
        guard let path = Self.path(of: program, environment) else { return nil }
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        // A program that can't be run says nothing.
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
    }

    static func path(of program: String, _ environment: [String: String]) -> String? {
        if program.contains("/") { return program }
        return (environment["PATH"] ?? "").split(separator: ":")
            .map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Starts a program that says nothing here and is not waited for.
    private static func start(_ path: String, _ arguments: [String], input: String?) {
        DispatchQueue.global().async {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            let pipe = input.map { _ in Pipe() }
            process.standardInput = pipe ?? FileHandle.nullDevice
            // What cannot be started is as if it had done nothing: the terminal was told as well.
            guard (try? process.run()) != nil, let pipe, let input else { return }
            try? pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try? pipe.fileHandleForWriting.close()
        }
    }
}
