import Foundation

/// A machine with sound devices made of files: ALSA's `file` and `null` plug-ins in a configuration
/// of our own, which ALSA reads once, at the first use in the process.
enum SoundlessMachine {
    /// Where the devices' files are; touching it sets the machine up.
    static let directory: URL = {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "conclave-alsa-\(ProcessInfo.processInfo.processIdentifier)")
        let configuration = Self.configuration(directory.path)
        let file = directory.appending(path: "asound.conf")
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true)
            try Data(configuration.utf8).write(to: file)
            try Self.bytes(Self.ramp).write(to: directory.appending(path: "in.raw"))
        } catch {
            fatalError("cannot set up \(directory.path): \(error)")
        }
        unsafe setenv("ALSA_CONFIG_PATH", file.path, 1)
        atexit { SoundlessMachine.removeDirectory() }
        return directory
    }()

    private static func removeDirectory() {
        // Nobody is left to tell if it can't be removed.
        try? FileManager.default.removeItem(at: Self.directory)
    }

    /// What the microphone hears: five blocks.
    static let ramp = (0..<4800).map { Int16($0) }

    /// Samples that were played to `speaker`.
    static func played(_ name: String) throws -> [Int16] {
        let data = try Data(contentsOf: Self.directory.appending(path: "\(name).raw"))
        return stride(from: 0, to: data.count - 1, by: 2).map {
            Int16(bitPattern: UInt16(data[$0]) | UInt16(data[$0 + 1]) << 8)
        }
    }

    private static func bytes(_ samples: [Int16]) -> Data {
        Data(
            samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
    }

    private static func configuration(_ path: String) -> String {
        """
        pcm.nothing { type null }
        pcm.plug {
            @args [ SLAVE ]
            @args.SLAVE { type string }
            type plug
            slave.pcm $SLAVE
        }
        pcm.microphone {
            type file
            slave.pcm nothing
            file /dev/null
            infile "\(path)/in.raw"
            format raw
        }
        pcm.speaker {
            type file
            slave.pcm nothing
            file "\(path)/speaker.raw"
            format raw
            hint.description "A file that listens"
        }
        pcm.cardless { type hw card 7 }
        """
    }
}
