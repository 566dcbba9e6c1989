internal import NIOCore
internal import SealedMedia
internal import Units
internal import Wire

/// Who holds our key, and whose we hold; on the client's loop.
extension Conference {
    /// Frames sealed before a renewal are on their way for so long; later ones are forged (T16).
    private static let renewalGrace = TimeAmount.seconds(2)

    /// Moves the key on; without a new key nothing may be sent any more.
    func rekey(_ body: (inout MediaSealer) throws(SealingError) -> Void) {
        guard var sealer = self.sealer.take() else { return }
        do throws(SealingError) {
            try body(&sealer)
            self.sealer = consume sealer
        } catch {
            self.fail(Failure(.failed, "cannot change the media key: \(error)"))
        }
    }

    func deliverKeys(to numbers: [UInt32]) {
        guard let roster = self.roster, !numbers.isEmpty else { return }
        var delivery = DeliverKeys()
        for number in numbers {
            guard let identity = roster.members[number]?.identity else { continue }
            let context = KeyContext(
                conference: self.id, sender: roster.me, recipient: number)
            do throws(SealingError) {
                var key = WrappedKey()
                key.participant = number
                let wrapped = try self.sealer?.wrapped(
                    for: identity, by: self.client.login.deviceKeys, context: context)
                guard let wrapped else { return }
                key.sealed = .init(octets: wrapped)
                delivery.keys.append(key)
            } catch {
                // A key that can't be wrapped for somebody leaves only that participant without.
                self.unopenedCount += 1
            }
        }
        self.client.request(.deliverKeys(delivery)) { _ in }
    }

    func accept(_ news: KeyDelivered) {
        guard let roster = self.roster, let identity = roster.members[news.participant]?.identity
        else { return }
        let context = KeyContext(
            conference: self.id, sender: news.participant, recipient: roster.me)
        do throws(SealingError) {
            try self.openers[news.participant, default: MediaOpener()].accept(
                news.sealed.octets, from: identity, to: self.client.login.deviceKeys,
                context: context)
            let number = news.participant
            self.client.loop.scheduleTask(in: Self.renewalGrace) {
                self.openers[number]?.forgetPrevious()
            }
        } catch {
            self.unopenedCount += 1
        }
    }
}
