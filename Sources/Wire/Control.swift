internal import SwiftProtobuf

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension Data {
    /// Lets cores fill a `bytes` field without importing Foundation.
    package init(octets: [UInt8]) {
        self.init(octets)
    }

    /// The field's content as plain bytes.
    package var octets: [UInt8] {
        Array(self)
    }
}

extension Request {
    /// Reads a control frame from a client.
    package init(parsing body: [UInt8]) throws(WireError) {
        do { try self.init(serializedBytes: body) } catch { throw .malformedControl }
    }

    /// The request as a control frame.
    package var frame: Frame { Frame(kind: .control, body: self.serialized) }
}

extension ServerControl {
    /// Reads a control frame from a server.
    package init(parsing body: [UInt8]) throws(WireError) {
        do { try self.init(serializedBytes: body) } catch { throw .malformedControl }
    }

    /// The message as a control frame.
    package var frame: Frame { Frame(kind: .control, body: self.serialized) }
}

extension Event {
    /// An event as a control frame.
    package static func frame(_ body: Event.OneOf_Body) -> Frame {
        var event = Event()
        event.body = body
        var control = ServerControl()
        control.body = .event(event)
        return control.frame
    }
}

extension SwiftProtobuf.Message {
    fileprivate var serialized: [UInt8] {
        do { return try self.serializedBytes() } catch {
            // Only required fields (proto2) or more than 2 GiB can make this throw.
            preconditionFailure("a proto3 message of bounded size always serializes: \(error)")
        }
    }
}
