internal import Console
internal import Rooms
internal import Sessions
public import Units
internal import Wire

/// `poll`: asking a chat, voting, and ending the vote. Polls are messages, named by their numbers.
public enum PollCommands {
    /// Asks and returns when the server has it for good.
    public static func ask(
        _ settings: Settings, chat: String, question: String, options: [String], isMultiple: Bool,
        isAnonymous: Bool, isJSON: Bool,
    ) async throws(Failure) {
        let poll: Poll
        do throws(Denial) {
            poll = try Poll(
                question, options: options, isMultiple: isMultiple, isAnonymous: isAnonymous)
        } catch { throw Failure(.badData, error.sentence) }
        try await self.act(settings, .ask(NewPoll(poll)), in: chat, isJSON: isJSON)
    }

    /// - Parameter numbers: of the answers, from 1; none takes the vote back.
    public static func vote(
        _ settings: Settings, chat: String, message: UInt64, numbers: [Int], isJSON: Bool
    ) async throws(Failure) {
        guard let ballot = Ballot(numbers) else {
            throw Failure(.badData, Refusal.choiceInvalid.sentence)
        }
        try await self.act(settings, .vote(Vote(message, ballot)), in: chat, isJSON: isJSON)
    }

    public static func close(
        _ settings: Settings, chat: String, message: UInt64, isJSON: Bool
    ) async throws(Failure) {
        try await self.act(settings, .closePoll(MessageName(message)), in: chat, isJSON: isJSON)
    }

    private static func act(
        _ settings: Settings, _ deed: Act.OneOf_Deed, in chat: String, isJSON: Bool
    ) async throws(Failure) {
        let (id, posted) = try await Errand.run(settings) { errand async throws(Failure) in
            let id = try await errand.client.chat(named: chat).id
            return (id, try await errand.act(deed, in: id))
        }
        if isJSON { Console.print(posted.json(in: id)) }
    }
}
