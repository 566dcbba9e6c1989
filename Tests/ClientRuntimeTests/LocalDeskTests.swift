import Canvas
import Foundation
import Interface
import Testing

@testable import ClientRuntime

/// What the interface wants of this machine.
struct LocalDeskTests {
    /// A folder with programs that do nothing.
    private static func withPrograms(
        _ names: [String], _ body: (String) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("conclave-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // Left to the system.
        for name in names {
            let isMade = FileManager.default.createFile(
                atPath: "\(folder)/\(name)", contents: Data("#!/bin/sh\n".utf8),
                attributes: [.posixPermissions: 0o755])
            #expect(isMade)
        }
        try body(folder)
    }

    @Test func theClipboardIsThatOfTheDesktopAndNotOfAMachineElsewhere() throws {
        try Self.withPrograms(["wl-copy", "xclip"]) { folder in
            func tool(_ environment: [String: String]) -> String? {
                LocalDesk.clipboardTool(environment.merging(["PATH": folder]) { $1 })?.path
            }
            #expect(tool(["WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"]) == folder + "/wl-copy")
            #expect(tool(["DISPLAY": ":0"]) == folder + "/xclip")
            #expect(tool(["WAYLAND_DISPLAY": "", "DISPLAY": ":0"]) == folder + "/xclip")
            #expect(tool([:]) == nil)
            #expect(tool(["DISPLAY": ":10", "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"]) == nil)
        }
        #expect(LocalDesk.clipboardTool(["DISPLAY": ":0", "PATH": "/nowhere"]) == nil)
    }

    @Test func whatAProgramPrintsIsReadUnlessItFails() {
        let environment = ["PATH": "/usr/bin:/bin"]
        #expect(LocalDesk.output(of: "echo", ["on"], environment) == "on\n")
        #expect(LocalDesk.output(of: "false", [], environment) == nil)
        #expect(LocalDesk.output(of: "no-such-program", [], environment) == nil)
    }
}
