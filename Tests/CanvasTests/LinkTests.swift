import Canvas
import Testing
import Units

struct LinkTests {
    @Test(arguments: [
        "https://example.org/a?b=c;d#e", "http://example.org", "HTTPS://EXAMPLE.ORG/",
        "mailto:alice@example.org",
    ])
    func pagesAndMailAddressesAreLinks(address: String) throws {
        #expect(try #require(Link(address)).target == address)
    }

    @Test(arguments: [
        "", "example.org", "https://", "mailto:", "javascript:alert(1)", "file:///etc/passwd",
        "ssh://host", "https://a b", "https://a\u{1B}\\", "https://a\u{7}", "https://a\n",
        "data:text/html,x", "x-https://a", "https://a\\@b",
        "https://" + String(repeating: "a", count: Link.byteCountMaximum),
    ])
    func nothingElseIs(address: String) {
        #expect(Link(address) == nil)
    }

    @Test func whatIsNotASCIIIsPercentEncoded() throws {
        let link = try #require(Link("https://example.org/ä\u{202E}漢"))
        #expect(link.target == "https://example.org/%C3%A4%E2%80%AE%E6%BC%A2")
        #expect(Link("https://" + String(repeating: "漢", count: 300)) == nil)
    }

    @Test(arguments: [
        ("https://example.org/x", "example.org"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("http://example.org:8080?x@y", "example.org:8080"), ("https:///x", "x"),
        ("mailto:alice@example.org?subject=hi", "example.org"),
    ])
    func theHostIsWhereAClickGoes(address: String, host: String) throws {
        #expect(try #require(Link(address)).host == host)
    }

    @Test func aCellKnowsWhereItLeads() throws {
        var canvas = Canvas(columns: 6, rows: 2)
        let first = try #require(Link("https://example.org", id: 1))
        let second = try #require(Link("https://example.org", id: 2))
        canvas.put("ab漢", at: Point(column: 1, row: 0), style: .plain, link: first)
        canvas.put("c", at: Point(column: 0, row: 1), style: .plain, link: first)
        canvas.put("d", at: Point(column: 1, row: 1), style: .plain, link: second)
        canvas.put("x", at: Point(column: 2, row: 0), style: .plain)
        let links = (0..<6).map { canvas.link(at: Point(column: $0, row: 0)) }
        #expect(links == [nil, first, nil, first, first, nil])
        #expect(canvas.link(at: Point(column: 0, row: 1)) == first)
        #expect(canvas.link(at: Point(column: 1, row: 1)) == second)
        #expect(canvas.link(at: Point(column: 9, row: 9)) == nil)
    }

    @Test func rowsThatLeadElsewhereDiffer() throws {
        func canvas(_ id: UInt32) throws -> Canvas {
            var canvas = Canvas(columns: 6, rows: 2)
            let link = try #require(Link("https://example.org", id: id))
            canvas.put("ab", at: Point(column: 1, row: 0), style: .plain, link: link)
            return canvas
        }
        let (one, same, other) = (try canvas(1), try canvas(1), try canvas(2))
        #expect(one.hasEqualRow(0, in: same))
        #expect(!one.hasEqualRow(0, in: other))
        #expect(one.hasEqualRow(1, in: other))
    }

    @Test func textBeyondTheMostLinksHasNone() throws {
        let limit = Canvas.linkCountMaximum
        var canvas = Canvas(columns: 1000, rows: 2)
        for number in 0..<UInt32(limit + 1) {
            let point = Point(column: Int(number % 1000), row: Int(number / 1000))
            canvas.put("x", at: point, style: .plain, link: Link("https://a", id: number))
        }
        #expect(canvas.link(at: Point(column: limit - 1001, row: 1))?.id == UInt32(limit - 1))
        #expect(canvas.link(at: Point(column: limit - 1000, row: 1)) == nil)
    }
}
