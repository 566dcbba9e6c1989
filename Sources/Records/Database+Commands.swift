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
        case .findAccount(let name): return .account(try self.account(name))
        case .addGuest(let name, let shown, let now):
            try self.addGuest(name, shown, at: now)
            return .stored
        case .removeGuest(let name):
            try self.removeGuests("name = ?", [name.text])
            return .stored
        case .saveToken(let digest, let account, let device, let expires):
            return .profile(try self.saveToken(digest, account, device, expires))
        case .takeToken(let digest, let device, let now):
            return .tokenOwner(try self.takeToken(digest, device, now))
        case .keepFailures(let counts, let expired, let countMaximum):
            try self.keep(counts, expired: expired, countMaximum: countMaximum)
            return .stored
        case .forgetFailures(let name):
            try self.forgetFailures(of: name)
            return .stored
        case .keepPresences(let presences):
            try self.keep(presences)
            return .stored
        case .createChat(let chat, let event): return try self.create(chat, event)
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
