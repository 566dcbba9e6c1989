internal import Canvas
internal import Console
public import Units
internal import Wire

/// `block`, `unblock` and `blocked`: people of whom one wants to hear nothing.
public enum BlockCommands {
    /// - Parameter ends: Whether to hear of them again.
    public static func block(
        _ settings: Settings, _ accounts: [String], ends: Bool
    ) async throws(Failure) {
        try await Client.visit(settings) { client async throws(Failure) in
            for account in accounts {
                var block = Block()
                (block.account, block.ends) = (account, ends)
                guard case .blockedList = try await client.request(.block(block)) else {
                    throw Failure.unexpectedAnswer
                }
            }
        }
    }

    /// Prints whom one blocks, one a line.
    public static func list(_ settings: Settings) async throws(Failure) {
        let answer = try await Client.visit(settings) { client async throws(Failure) in
            try await client.request(.listBlocked(ListBlocked()))
        }
        guard case .blockedList(let list) = answer else { throw .unexpectedAnswer }
        for account in list.accounts { Console.print(Sanitized(remote: account).text) }
    }
}
