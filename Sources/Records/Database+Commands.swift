internal import Foundation
internal import GRDB
internal import Rooms
internal import Sessions
internal import Units

extension GRDB.Database {
    func carryOut(
        _ command: StoreCommand, _ journal: inout SearchJournal
    ) throws -> StoreReply {
        switch command {
        case .findAccount(let name, let since):
            return .account(try self.account(name, passwordsSince: since))
        case .addGuest(let name, let shown, let now):
            try self.addGuest(name, shown, at: now)
            return .stored
        case .removeGuest(let name):
            try self.removeGuests("name = ?", [name.text])
            return .stored
        case .saveToken(let digest, let account, let device, let expires):
            return .profile(try self.saveToken(digest, account, device, expires))
        case .takeToken(let digest, let device, let now, let since):
            return .tokenOwner(try self.takeToken(digest, device, now, passwordsSince: since))
        case .changePassword(let credential, let old, let token, let now):
            return .profile(try self.changePassword(credential, from: old, token, at: now))
        case .keepFailures(let counts, let expired, let countMaximum):
            try self.keep(counts, expired: expired, countMaximum: countMaximum)
            return .stored
        case .forgetFailures(let name):
            try self.forgetFailures(of: name)
            return .stored
        case .block(let blocked, let account):
            try self.block(blocked, by: account)
            return .stored
        case .unblock(let blocked, let account):
            try self.unblock(blocked, by: account)
            return .stored
        case .keepPresences(let presences):
            try self.keep(presences)
            return .stored
        case .createChat(let chat, let event): return try self.create(chat, event)
        case .openMeeting(let chat, let event): return try self.openMeeting(chat, event)
        case .keepPlan, .forgetPlan, .noteReminded, .beginSession, .enterSession, .leaveSession,
            .endSession:
            try self.note(command)
            return .stored
        case .sweepMeetings(let kept, let before):
            try self.sweepMeetings(keeping: kept, before: before)
            return .swept(leavesSilent: try self.hasSilentMeetings())
        case .forgetOwnerOrder(let order):
            try self.forgetOwnerOrder(order)
            return .stored
        case .record(let events, let demand): return try self.record(events, demand, &journal)
        case .offerFile(let file, let limits, let now, let abandoned):
            return try self.offer(file, limits, at: now, abandoned: abandoned)
        case .takeForgottenFiles: return .files(try self.takeForgottenFiles())
        case .findUpload(let number, let owner): return try self.upload(number, of: owner)
        case .earlier(let clientID, let sender):
            return try self.first(with: clientID, of: sender).map { .duplicate($0) }
                ?? .recorded([])
        case .events(let since, let account, let limit):
            return .events(try self.events(since: since, account, limit: limit))
        case .newest(let account): return .events(try self.newest(account))
        }
    }
}

extension GRDB.Database {
    /// Of planned conferences, and of when conferences ran.
    private func note(_ command: StoreCommand) throws {
        switch command {
        case .keepPlan(let plan): try self.keep(plan)
        case .forgetPlan(let conference): try self.forgetPlan(conference)
        case .noteReminded(let conference, let accounts, let start):
            try self.noteReminded(accounts, of: conference, start: start)
        case .beginSession(let session): try self.begin(session)
        case .enterSession(let session, let visit): try self.enter(session, visit)
        case .leaveSession(let session, let number, let now):
            try self.leave(session, number, at: now)
        case .endSession(let session, let now): try self.end(session, at: now)
        default: break
        }
    }
}
