// swift-tools-version: 6.2

import PackageDescription

/// Every Swift target is built with the same settings; see "Working here" in the guides.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

func target(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = [],
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = [],
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        exclude: exclude,
        swiftSettings: settings,
    )
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

let package = Package(
    name: "Conclave",
    products: [
        .executable(name: "conclave", targets: ["conclave"]),
        .executable(name: "conclaved", targets: ["conclaved"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // C doors: a module map and one shim, no logic.
        .systemLibrary(name: "CALSA"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CNcurses"),
        .systemLibrary(name: "COpus"),
        .systemLibrary(name: "CVideo4Linux"),
        .systemLibrary(name: "CVPX"),
        // With a line of C that has to run before `main`.
        .target(name: "COpenSSL"),

        // Words.
        target("Units", []),

        // Cores: values only, no I/O, no clock, no locks.
        target("Wire", ["Units", protobuf], exclude: ["Schema"]),
        target("Rooms", ["Units"]),
        target("Media", ["Units", "Wire"]),
        target("Sessions", ["Units", "Wire", "Rooms", "Media"]),
        target("Canvas", ["Units"]),
        target("Interface", ["Canvas", "Rooms", "Units"]),

        // Adapters: the only doors to the world outside.
        target("ALSAAudio", ["Units", "CALSA"]),
        target("CursesTerminal", ["Canvas", "Units", "CNcurses", "CLinux"]),
        target("OpusVoice", ["Units", "COpus"]),
        target("Records", ["Rooms", "Sessions", "Units", grdb]),
        target("SealedMedia", ["Units", "COpenSSL", crypto]),
        target(
            "SecureSockets",
            ["Media", "Sessions", "Units", "Wire", "COpenSSL", nioCore, nioPosix]),
        target("V4LCamera", ["Units", "CVideo4Linux"]),
        target("VPXVideo", ["Media", "Units", "Wire", "CVPX"]),
        target("WebMFile", ["Units"]),

        // Shells: wiring, threads, start and stop.
        target("Console", ["Units"]),
        target(
            "ClientRuntime",
            [
                "ALSAAudio", "Canvas", "Console", "CursesTerminal", "Interface", "Media",
                "OpusVoice",
                "Rooms", "SealedMedia", "SecureSockets", "Sessions", "Units", "V4LCamera",
                "VPXVideo",
                "WebMFile", "Wire", nioCore, nioPosix, toml,
            ]),
        target(
            "ServerRuntime",
            [
                "Console", "Media", "Records", "Rooms", "SecureSockets", "Sessions", "Units",
                "Wire",
                logging, nioCore, nioPosix,
            ]),

        // Programs.
        .executableTarget(
            name: "conclave",
            dependencies: ["ClientRuntime", "Console", "ServerRuntime", "Units", argumentParser],
            swiftSettings: settings,
        ),
        .executableTarget(
            name: "conclaved",
            dependencies: ["Console", "ServerRuntime", "Units", argumentParser],
            swiftSettings: settings,
        ),

        // Tests.
        .target(
            name: "Simulation",
            dependencies: ["Records", "Rooms", "Sessions", "Units", "Wire"],
            path: "Tests/Simulation",
            swiftSettings: settings,
        ),
        .target(
            name: "TestLinks",
            dependencies: ["CLinux", "Units"],
            path: "Tests/TestLinks",
            swiftSettings: settings,
        ),
        tests("ALSAAudioTests", ["ALSAAudio"]),
        tests("CanvasTests", ["Canvas", "Units"]),
        tests(
            "ClientRuntimeTests",
            [
                "ALSAAudio", "Canvas", "ClientRuntime", "Console", "Interface", "Media", "Rooms",
                "SealedMedia", "SecureSockets", "ServerRuntime", "Sessions", "Units", "V4LCamera",
                "VPXVideo",
                "Wire", nioCore,
                nioPosix,
            ]),
        tests("ConsoleTests", ["Console", "Units"]),
        tests(
            "InterfaceTests", ["Canvas", "Interface", "Rooms", "Units"], exclude: ["Snapshots"]),
        tests("CursesTerminalTests", ["CLinux", "Canvas", "CursesTerminal", "Units"]),
        tests("MediaTests", ["Media", "Units", "Wire"]),
        tests("OpusVoiceTests", ["OpusVoice", "Units"]),
        tests("SealedMediaTests", ["SealedMedia", "Units"]),
        tests("RecordsTests", ["Records", "Rooms", "Sessions", "Units", grdb]),
        tests("RoomsTests", ["Rooms", "Units"]),
        tests(
            "SecureSocketsTests",
            [
                "COpenSSL", "Media", "SecureSockets", "Sessions", "Units", "Wire", nioCore,
                nioEmbedded, nioPosix,
            ]),
        tests(
            "ServerRuntimeTests",
            [
                "Console", "Media", "Records", "Rooms", "SecureSockets", "ServerRuntime",
                "Sessions", "Units", "Wire", nioCore, nioPosix,
            ]),
        tests(
            "SessionsTests",
            [
                "Media", "Records", "Rooms", "SecureSockets", "Sessions", "Simulation", "Units",
                "Wire",
            ]),
        .testTarget(
            name: "ProgramTests",
            dependencies: ["conclave", "conclaved"],
            swiftSettings: settings,
        ),
        tests("TidyTests", []),
        tests("UnitsTests", ["Units"]),
        tests("V4LCameraTests", ["CVideo4Linux", "Units", "V4LCamera"]),
        tests("VPXVideoTests", ["Media", "Units", "VPXVideo", "Wire"]),
        tests("WebMFileTests", ["OpusVoice", "Units", "WebMFile"]),
    ],
)

/// What measures and what tests the measuring: `BENCHMARKS=1 swift run -c release conclave-lab`.
if Context.environment["BENCHMARKS"] != nil {
    package.targets += [
        .executableTarget(
            name: "conclave-lab",
            dependencies: [
                "Canvas", "ClientRuntime", "CLinux", "COpenSSL", "CursesTerminal", "Interface",
                "Media", "Records", "Rooms", "SecureSockets", "ServerRuntime", "Sessions",
                "Simulation", "TestLinks", "Units", "VPXVideo", "Wire", argumentParser,
            ],
            swiftSettings: settings,
        ),
        tests(
            "LabTests", ["ClientRuntime", "Media", "TestLinks", "Units", "Wire", "conclave-lab"]),
    ]
}
