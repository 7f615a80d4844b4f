// Every operation, played against a registry as a frontend would: a screen a test, in this order.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { resolve } from "node:path";

import * as documents from "../src/index.js";
import { type Client, createClient, type Failure, type Result } from "../src/index.js";
import { type Registry, start } from "./registry.js";

const MANIFEST = resolve(import.meta.dirname, "../../persisted-documents.json");

let registry: Registry;
let administrator: Client;
let bob: Client;
let stranger: Client;
const played = new Set<string>();

/** A client that notes what it is asked to run, and sends ids alone: no text may slip in. */
function playing(credential?: string): Client {
  return createClient({
    url: `${registry.url}/graphql`,
    credential: () => credential,
    fetch: (url, init) => {
      const { documentId, query } = JSON.parse(String(init?.body)) as { documentId?: string; query?: string };
      assert.equal(query, undefined);
      if (documentId !== undefined) played.add(documentId);
      return fetch(url, init);
    },
  });
}

/** The data of a good answer; a failure fails the test in its own words. */
function good<Data>(result: Result<Data>): Data {
  assert.ok(result.ok, result.ok ? undefined : `${result.error.code}: ${result.error.message}`);
  return result.data;
}

/** What a mutation changed; a refusal fails the test in its own words. */
function changed<Payload extends { readonly __typename: string }>(payload: Payload) {
  assert.ok(!documents.isProblem(payload), JSON.stringify(payload));
  return payload as Exclude<Payload, { __typename: "Problem" }>;
}

/** The code of a mutation's refusal. */
function refused(payload: { readonly __typename: string; readonly code?: string }): string | undefined {
  assert.equal(payload.__typename, "Problem");
  return payload.code;
}

function failure(result: Result<unknown>): Failure {
  assert.ok(!result.ok);
  return result.error;
}

/** The code of a device that waits to be let in. */
async function waiting(): Promise<string> {
  const answer = await fetch(`${registry.url}/api/v1/auth/device/code`, {
    method: "POST",
    body: new URLSearchParams({ client_id: "laptop", scope: "read" }),
  });
  return ((await answer.json()) as { user_code: string }).user_code;
}

before(async () => {
  registry = await start();
  administrator = playing(registry.key);
  const bobs = await registry.command(..."keys create bobs --account bob --new-account --scope publish --scope read".split(" "));
  bob = playing(bobs);
  stranger = playing();
});

after(async () => {
  await registry?.stop();
});

test("browse", async () => {
  const { packages } = good(await stranger.run(documents.BrowseDocument, { first: 2 }));
  assert.deepEqual(packages.nodes.map(({ name }) => name), ["demo", "doomed"]);
  const next = good(await stranger.run(documents.BrowseDocument, { first: 2, after: packages.pageInfo.endCursor }));
  assert.deepEqual(next.packages.nodes.map(({ name }) => name), ["helpful"]);
  assert.equal(next.packages.pageInfo.hasNextPage, false);
  const plugins = { entryPointGroup: "devsper.plugins" };
  assert.equal(good(await stranger.run(documents.BrowseCountDocument, { filter: plugins })).packages.totalCount, 1);
});

test("package", async () => {
  const { package: demo } = good(await administrator.run(documents.PackagePageDocument, { name: "Demo" }));
  assert.equal(demo?.name, "demo");
  assert.deepEqual(demo.releases.nodes.map(({ version }) => version), ["1.1", "1.0"]);
  assert.match(demo.readme ?? "", /Newer\./);
  assert.match(demo.installCommands?.requirements ?? "", /^demo==1\.1/m);
  assert.equal(good(await stranger.run(documents.PackagePageDocument, { name: "none" })).package, null);

  const { package: access } = good(await administrator.run(documents.PackageAccessDocument, { name: "demo" }));
  assert.equal(access?.viewerRole, "OWNER");
  const { package: needing } = good(await stranger.run(documents.PackageRelationsDocument, { name: "demo" }));
  assert.deepEqual(needing?.dependencies.map(({ package: needed }) => needed?.name), ["helpful"]);
  const { package: needed } = good(await stranger.run(documents.PackageRelationsDocument, { name: "helpful" }));
  assert.deepEqual(needed?.dependents.nodes.map(({ name }) => name), ["demo"]);
  const counted = good(await stranger.run(documents.PackageDownloadsDocument, { name: "demo", days: 7 }));
  assert.equal(counted.package?.downloads.total, 0);
});

test("release with files", async () => {
  const { release } = good(await stranger.run(documents.ReleasePageDocument, { package: "demo", version: "1.0" }));
  assert.deepEqual(release?.files.map(({ filename }) => filename), [
    "demo-1.0-py3-none-any.whl",
    "demo-1.0.tar.gz",
  ]);
  assert.equal(release.files[0]?.uploadedBy?.name, "admin");
  const [wheel] = release.files;
  const { file } = good(await stranger.run(documents.FilePageDocument, { filename: wheel?.filename ?? "" }));
  assert.equal(file?.sha256, wheel?.sha256);
  assert.deepEqual(file?.tags?.pythons, ["py3"]);
});

test("home", async () => {
  const home = good(await stranger.run(documents.HomeDocument));
  assert.deepEqual([home.stats.packages, home.stats.releases, home.stats.files], [3, 5, 7]);
  assert.equal(home.recent.nodes.length, 3);
  assert.equal(home.viewer, null);
  assert.equal(good(await administrator.run(documents.HomeDocument)).viewer?.account.isAdministrator, true);
});

test("search", async () => {
  const { search } = good(await stranger.run(documents.SearchDocument, { query: "demonstration" }));
  assert.deepEqual(search.edges.map(({ node }) => node.name), ["demo"]);
  assert.match(search.edges[0]?.snippetHtml ?? "", /<mark>demonstration<\/mark>/);
  const near = good(await stranger.run(documents.SearchDocument, { query: "helpfull" }));
  assert.deepEqual(near.search.edges.map(({ node }) => node.name), ["helpful"]);
  const facets = good(await stranger.run(documents.SearchFacetsDocument, { query: "demo" }));
  assert.deepEqual(facets.search.facets.licenses, [{ value: "MIT", count: 1 }]);
});

test("keys", async () => {
  const { viewer } = good(await administrator.run(documents.KeysDocument));
  assert.deepEqual(viewer?.apiKeys.nodes.map(({ isCurrent, state }) => [isCurrent, state]), [[true, "ACTIVE"]]);
  assert.equal(good(await stranger.run(documents.KeysDocument)).viewer, null);
});

test("a key is created, used, rotated and revoked", async () => {
  const input = { name: "ci", scopes: ["READ", "PUBLISH"] as documents.Scope[], packages: ["demo"] };
  const { createApiKey } = good(await administrator.run(documents.CreateKeyDocument, { input }));
  const first = changed(createApiKey);
  assert.deepEqual(first.apiKey.packages, ["demo"]);
  assert.deepEqual(good(await playing(first.secret).run(documents.ProfileDocument)).viewer?.scopes, ["PUBLISH", "READ"]);

  const { rotateApiKey } = good(await administrator.run(documents.RotateKeyDocument, { input: { id: first.apiKey.id } }));
  const second = changed(rotateApiKey);
  assert.equal(good(await playing(second.secret).run(documents.HomeDocument)).viewer?.account.name, "admin");

  const { revokeApiKey } = good(await administrator.run(documents.RevokeKeyDocument, { input: { id: second.apiKey.id } }));
  assert.equal(changed(revokeApiKey).apiKey.state, "REVOKED");
  assert.equal(failure(await playing(second.secret).run(documents.HomeDocument)).status, 401);
  const { createApiKey: none } = good(await stranger.run(documents.CreateKeyDocument, { input }));
  assert.equal(refused(none), "auth.required");
});

test("profile", async () => {
  assert.equal(good(await administrator.run(documents.ProfileDocument)).viewer?.account.name, "admin");
  const { account } = good(await stranger.run(documents.AccountPageDocument, { name: "admin" }));
  assert.deepEqual(account?.packages.nodes.map(({ name }) => name), ["demo", "doomed", "helpful"]);
});

test("a profile is edited", async () => {
  const input = { displayName: "Ada" };
  const { updateProfile } = good(await administrator.run(documents.EditProfileDocument, { input }));
  assert.equal(changed(updateProfile).account.displayName, "Ada");
});

test("my packages", async () => {
  const { viewer } = good(await administrator.run(documents.MyPackagesDocument, { role: "OWNER" }));
  assert.deepEqual(viewer?.packages.nodes.map(({ name }) => name), ["demo", "doomed", "helpful"]);
  const { events } = good(await administrator.run(documents.PackageEventsDocument, { filter: { package: "demo" } }));
  assert.equal(events.nodes.filter(({ action }) => action === "file.added").length, 3);
});

test("moderation", async () => {
  assert.equal(good(await stranger.run(documents.ModerationQueueDocument)).moderationQueue, null);
  assert.deepEqual(good(await administrator.run(documents.ModerationQueueDocument)).moderationQueue?.nodes, []);
});

test("accounts", async () => {
  assert.equal(good(await stranger.run(documents.AccountsDocument)).accounts, null);
  const { accounts } = good(await administrator.run(documents.AccountsDocument, { filter: { isAdministrator: true } }));
  assert.deepEqual(accounts?.nodes.map(({ name }) => name), ["admin"]);
});

test("audit log", async () => {
  assert.equal(good(await stranger.run(documents.AuditLogDocument)).auditLog, null);
  const { auditLog } = good(await administrator.run(documents.AuditLogDocument, { first: 1 }));
  assert.equal(auditLog?.nodes[0]?.actor?.name, "admin");
});

test("releases and files are yanked, taken back and deleted", async () => {
  const release = { package: "doomed", version: "2.0" };
  const file = { package: "doomed", filename: "doomed-2.0.tar.gz" };
  const yanked = good(await administrator.run(documents.YankReleaseDocument, { input: { ...release, reason: "broken" } }));
  assert.equal(changed(yanked.yankRelease).release.yankedReason, "broken");
  const back = good(await administrator.run(documents.UnyankReleaseDocument, { input: release }));
  assert.equal(changed(back.unyankRelease).release.isYanked, false);
  const one = good(await administrator.run(documents.YankFileDocument, { input: file }));
  assert.equal(changed(one.yankFile).file.isYanked, true);
  const again = good(await administrator.run(documents.UnyankFileDocument, { input: file }));
  assert.equal(changed(again.unyankFile).file.isYanked, false);

  const mistyped = { input: { ...file, confirmation: "doomed" } };
  assert.equal(documents.isProblem(good(await administrator.run(documents.DeleteFileDocument, mistyped)).deleteFile), true);
  const sure = { input: { ...file, confirmation: file.filename } };
  const without = good(await administrator.run(documents.DeleteFileDocument, sure));
  assert.deepEqual(changed(without.deleteFile).release.files.map(({ filename }) => filename), ["doomed-2.0-py3-none-any.whl"]);
  const gone = { input: { ...release, confirmation: "2.0" } };
  const deleted = good(await administrator.run(documents.DeleteReleaseDocument, gone));
  assert.equal(changed(deleted.deleteRelease).package.name, "doomed");
});

test("people come, change and go", async () => {
  const input = { package: "doomed", account: "bob" };
  const added = good(await administrator.run(documents.AddCollaboratorDocument, { input: { ...input, role: "MAINTAINER" } }));
  assert.deepEqual(
    changed(added.addCollaborator).package.collaborators.map(({ role, account }) => [account?.name, role]),
    [["admin", "OWNER"], ["bob", "MAINTAINER"]],
  );
  const promoted = good(await administrator.run(documents.ChangeCollaboratorDocument, { input: { ...input, role: "OWNER" } }));
  assert.equal(changed(promoted.changeCollaborator).package.collaborators.length, 2);
  const removed = good(await administrator.run(documents.RemoveCollaboratorDocument, { input }));
  assert.equal(changed(removed.removeCollaborator).package?.collaborators.length, 1);
});

test("a package is archived, deprecated, held back, reactivated and deleted", async () => {
  const input = { package: "doomed", reason: "for the play" };
  const archived = good(await administrator.run(documents.ArchivePackageDocument, { input }));
  assert.equal(changed(archived.archivePackage).package.status, "ARCHIVED");
  const deprecated = good(await administrator.run(documents.DeprecatePackageDocument, { input }));
  assert.equal(changed(deprecated.deprecatePackage).package.status, "DEPRECATED");
  const held = good(await administrator.run(documents.QuarantinePackageDocument, { input }));
  assert.equal(changed(held.quarantinePackage).package.status, "QUARANTINED");
  const { moderationQueue } = good(await administrator.run(documents.ModerationQueueDocument));
  assert.deepEqual(moderationQueue?.nodes.map(({ package: one }) => one.statusReason), ["for the play"]);
  const active = good(await administrator.run(documents.ReactivatePackageDocument, { input: { package: "doomed" } }));
  assert.equal(changed(active.reactivatePackage).package.status, "ACTIVE");
  const deleted = good(await administrator.run(documents.DeletePackageDocument, { input: { package: "doomed", confirmation: "doomed" } }));
  assert.equal(changed(deleted.deletePackage).name, "doomed");
  assert.equal(good(await stranger.run(documents.PackagePageDocument, { name: "doomed" })).package, null);
});

test("organizations", async () => {
  const named = { name: "acme" };
  const made = good(await administrator.run(documents.CreateOrganizationDocument, { input: named }));
  assert.equal(changed(made.createOrganization).organization.name, "acme");
  const edited = good(await administrator.run(documents.EditOrganizationDocument, { input: { ...named, displayName: "Acme" } }));
  assert.equal(changed(edited.updateOrganization).organization.displayName, "Acme");

  const invite = async (account: string) => {
    const input = { organization: "acme", account };
    return changed(good(await administrator.run(documents.InviteMemberDocument, { input })).inviteMember).invitation;
  };
  const first = await invite("bob");
  const cancel = { input: { organization: "acme", id: first.id } };
  assert.equal(changed(good(await administrator.run(documents.CancelInvitationDocument, cancel)).cancelInvitation).id, first.id);
  const second = { input: { id: (await invite("bob")).id } };
  assert.equal(changed(good(await bob.run(documents.DeclineInvitationDocument, second)).declineInvitation).isDeclined, true);
  const third = { input: { id: (await invite("bob")).id } };
  const mine = good(await bob.run(documents.MyOrganizationsDocument));
  assert.deepEqual(mine.viewer?.invitations.map(({ organization }) => organization?.name), ["acme"]);
  const accepted = good(await bob.run(documents.AcceptInvitationDocument, third));
  assert.equal(changed(accepted.acceptInvitation).organization.name, "acme");

  const member = { organization: "acme", account: "bob" };
  const promoted = good(await administrator.run(documents.ChangeMemberDocument, { input: { ...member, position: "ADMIN" } }));
  assert.equal(changed(promoted.changeMember).position, "ADMIN");
  const people = good(await bob.run(documents.OrganizationPeopleDocument, named));
  assert.deepEqual(
    people.organization?.members.nodes.map(({ account, position }) => [account?.name, position]).sort(),
    [["admin", "OWNER"], ["bob", "ADMIN"]],
  );
  const left = good(await bob.run(documents.LeaveOrganizationDocument, { input: named }));
  assert.equal(changed(left.leaveOrganization).name, "acme");
  good(await bob.run(documents.AcceptInvitationDocument, { input: { id: (await invite("bob")).id } }));
  const removed = good(await administrator.run(documents.RemoveMemberDocument, { input: member }));
  assert.equal(changed(removed.removeMember).account, "bob");

  const hidden = { input: { package: "helpful", visibility: "PRIVATE" as const } };
  assert.equal(changed(good(await administrator.run(documents.SetVisibilityDocument, hidden)).setPackageVisibility).package.visibility, "PRIVATE");
  const given = { input: { package: "helpful", organization: "acme" } };
  assert.equal(changed(good(await administrator.run(documents.TransferPackageDocument, given)).transferPackage).package?.organization?.name, "acme");
  const page = good(await administrator.run(documents.OrganizationPageDocument, named));
  assert.deepEqual(page.organization?.packages.nodes.map(({ name }) => name), ["helpful"]);
  assert.equal(good(await stranger.run(documents.PackagePageDocument, { name: "helpful" })).package, null);
  const back = { input: { package: "helpful", account: "admin" } };
  changed(good(await administrator.run(documents.TransferPackageDocument, back)).transferPackage);
  const deleted = good(await administrator.run(documents.DeleteOrganizationDocument, { input: named }));
  assert.equal(changed(deleted.deleteOrganization).name, "acme");
});

test("what happens to a package is heard", { timeout: 30_000 }, async () => {
  const changes = administrator.listen(documents.PackageChangesDocument, { name: "demo", afterSerial: 0 });
  const heard: string[] = [];
  for await (const result of changes) {
    heard.push(good(result).packageEvents.action);
    if (heard.length === 3) break;
  }
  assert.deepEqual(heard, ["package.created", "release.created", "file.added"]);
  const nobody = await stranger.listen(documents.PackageChangesDocument, { name: "none" }).next();
  assert.ok(nobody.done === false);
  assert.equal(failure(nobody.value).code, "package.not-found");
});

test("device approval", async () => {
  const letIn = await waiting();
  const { device } = good(await administrator.run(documents.DeviceApprovalDocument, { userCode: letIn }));
  assert.deepEqual([device?.userCode, device?.client, device?.scopes], [letIn, "laptop", ["READ"]]);
  const unknown = await stranger.run(documents.DeviceApprovalDocument, { userCode: letIn });
  assert.equal(failure(unknown).code, "auth.required");
  const input = { userCode: letIn };
  const { approveDevice } = good(await administrator.run(documents.ApproveDeviceDocument, { input }));
  assert.equal(changed(approveDevice).device.client, "laptop");
  const again = good(await administrator.run(documents.DenyDeviceDocument, { input }));
  assert.equal(refused(again.denyDevice), "device.not-found");
  const turnedAway = { input: { userCode: await waiting() } };
  const { denyDevice } = good(await administrator.run(documents.DenyDeviceDocument, turnedAway));
  assert.equal(changed(denyDevice).device.client, "laptop");
});

test("jobs that were given up", async () => {
  assert.equal(good(await stranger.run(documents.JobsDocument)).jobs, null);
  const { jobs } = good(await administrator.run(documents.JobsDocument));
  assert.deepEqual([jobs?.totalCount, jobs?.nodes], [0, []]);
  // No job fails in this play: both refuse one that there is not.
  const input = { id: "Sm9iOjk5OTk5OQ==" };
  const tried = good(await administrator.run(documents.RequeueJobDocument, { input }));
  assert.equal(refused(tried.requeueJob), "job.not-found");
  const dropped = good(await administrator.run(documents.DiscardJobDocument, { input }));
  assert.equal(refused(dropped.discardJob), "job.not-found");
});

test("a wrong key is a value, not an exception", async () => {
  const error = failure(await playing("hm_wrong").run(documents.BrowseDocument));
  assert.deepEqual([error.status, error.code], [401, "auth.invalid-key"]);
});

test("a registry that cannot be reached is a value too", async () => {
  const nowhere = createClient({ url: "http://127.0.0.1:1/graphql" });
  assert.equal(failure(await nowhere.run(documents.BrowseDocument)).code, "network");
});

test("every operation has been played", () => {
  const manifest = JSON.parse(readFileSync(MANIFEST, "utf8")) as Record<string, string>;
  const left = Object.entries(manifest).filter(([id]) => !played.has(id));
  assert.deepEqual(left.map(([, text]) => /\b(?:query|mutation|subscription) (\w+)/.exec(text)?.[1]), []);
});
