import Rooms
import Testing
import Units

@Suite struct RefusalTests {
    /// REQUIREMENTS L1.27: exit codes and the stable names of their causes.
    static let table: [(ExitCode, [String])] = [
        (
            .badData,
            ["edit-window-over", "too-long", "file-too-big", "type-not-allowed", "choice-invalid"]
        ),
        (
            .notFound,
            [
                "user-not-found", "chat-not-found", "message-not-found", "poll-not-found",
                "file-not-found", "conference-not-found",
            ]
        ),
        (
            .unavailable,
            [
                "declined", "busy", "unavailable", "no-answer", "logged-out", "ended",
                "poll-closed", "not-possible-now",
            ]
        ),
        (.cannotCreate, ["quota-full"]),
        (
            .temporary,
            ["not-started", "full", "podium-full", "pin-locked", "server-busy", "rate-limited"]
        ),
        (.protocol, ["kind-unsupported", "protocol-mismatch"]),
        (
            .notPermitted,
            [
                "access-denied", "pin-required", "pin-wrong", "guests-not-allowed", "entry-denied",
                "removed", "login-refused", "password-expired",
            ]
        ),
    ]

    @Test func `every cause has the name and the exit code of the table`() {
        for (code, names) in Self.table {
            for name in names { #expect(Refusal(rawValue: name)?.exitCode == code, "\(name)") }
        }
        #expect(Set(Refusal.allCases.map(\.rawValue)) == Set(Self.table.flatMap(\.1)))
    }

    @Test func `no two causes read alike, and none is a sentence with a full stop`() {
        #expect(Set(Refusal.allCases.map(\.sentence)).count == Refusal.allCases.count)
        for refusal in Refusal.allCases {
            #expect(!refusal.sentence.isEmpty && !refusal.sentence.hasSuffix("."))
        }
    }

    @Test func `a missing right is named`() {
        let denial = Denial.missing(.record)
        #expect(denial.cause == .accessDenied)
        #expect(
            denial.sentence
                == "this needs the right 'record', which you do not have; ask the administrator")
    }

    @Test func `rights keep their places, because databases hold them`() {
        #expect(Rights(Right.call).rawValue == 1)
        #expect(Rights(Right.operator).rawValue == 256)
        #expect(
            Rights.standard.list == [.call, .create, .share, .control, .contacts, .files, .record])
    }
}
