import Rooms
import Sessions
import Wire

/// What no connection may be told, as the server says it.
extension World {
    func check(_ told: ServerControl.OneOf_Body, to id: ConnectionID) throws {
        switch told {
        case .event(let event):
            guard let body = event.body else { return }
            try self.checkIsInside(id, body)
            guard let account = self.account(of: id) else { return }
            try self.checkBlocks(body, account)
            switch body {
            case .planChanged(let plan), .conferenceReminder(let plan):
                try self.checkAudience(plan, account)
            default: break
            }
        case .response(let response):
            guard let account = self.account(of: id) else { return }
            switch response.body {
            case .loggedIn(let answer): try self.checkIsNoFormerGuest(answer.account)
            case .planList(let list):
                for plan in list.plans { try self.checkAudience(plan, account) }
            default: break
            }
        }
    }

    /// Of the client at its other end.
    private func account(of id: ConnectionID) -> AccountName? {
        self.connections[id].map { self.clients[$0.client].account }
    }
}
