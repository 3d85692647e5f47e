import threading, time
from django.db import connections
from django.utils import timezone
from agencies.models import ImportJob
from ehtrack.imports import jobs
from tests.browser.watching import PHONE, Complaints, accessibility, overflow, structure

def audit(p, name):
    print(name, structure(p.page), overflow(p.page,1280), overflow(p.page,375), overflow(p.page,320), accessibility(p.page))
    for w in (1280,375):
        p.page.set_viewport_size({"width":w,"height":900})
        p.page.screenshot(path=f"/tmp/libbench/{name}-{w}.png", full_page=True)

def test_x(enter, cast, tmp_path, monkeypatch):
    ben = enter(cast.ben); c=Complaints(ben.page)
    ben.opens("/imports/"); audit(ben,"form")
    bad=tmp_path/"bad.csv"; bad.write_text("reference,forename,surname,sex,shoe size\nK1,Robin,Example,M,3\nK2,,Example,=X,4\n"+"".join(f"Q{n},,x,M,\n" for n in range(300)))
    ben.chooses("Children"); ben.attaches("File", bad); ben.presses("Import")
    ben.sees("Nothing was imported"); audit(ben,"rejected")
    big=tmp_path/"big.csv"; big.write_text("reference,forename,surname\n"+"".join(f"K{n},Forename {n},Surname\n" for n in range(60000)))
    ben.opens("/imports/"); ben.chooses("Children"); ben.attaches("File", big); ben.presses("Import")
    ben.sees("Waiting to start"); audit(ben,"waiting")
    job=ImportJob.objects.get(state="waiting")
    def work():
        jobs.perform(job.pk, now=timezone.now()); connections.close_all()
    t=threading.Thread(target=work); t.start()
    ben.page.wait_for_selector("text=rows read"); audit(ben,"running")
    t.join(); ben.sees("Everything in the file was accepted"); audit(ben,"done")
    ben.opens("/imports/"); audit(ben,"form2")
    print("complaints", c.take())
